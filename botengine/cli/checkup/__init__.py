"""The checks of `botengine doctor`: a file for each group, with an `examine` that yields findings."""
