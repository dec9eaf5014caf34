"""Pictures and files as messages: a picture where messengers show one, else a file."""

from urllib.parse import unquote, urlsplit

from botengine.messages import MAX_PICTURE, PICTURES, Message
from botengine.values import Media


def illustrated(picture: Media | None, text: str = "", file: Media | None = None) -> Message:
    """A message of these parts. What is too large for a picture, or none, becomes the file."""
    if picture and not (_name(picture).lower().endswith(PICTURES) and picture.size <= MAX_PICTURE):
        picture, file = None, file or picture
    shown = Message(text, picture=picture.url if picture else "")
    if file is None:
        return shown
    return Message(text, None, shown.picture, file.url, file.name or _name(file), file.size)


def _name(media: Media) -> str:
    """The last part of the address, which tells messengers what is behind it."""
    return unquote(urlsplit(media.url).path).rpartition("/")[2]
