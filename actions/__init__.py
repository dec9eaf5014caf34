"""The ticket shop's plug-ins: what the buttons of flows/ do."""
