"""How the screen shows colours: its ICC profile, where the system tells it.

On X11 the profile lies on the root window (the "ICC Profiles in X" specification). Wayland and
macOS convert from sRGB by themselves, so that nothing may be done here; elsewhere sRGB is assumed.
"""

from __future__ import annotations

import ctypes
import logging
from contextlib import suppress

from PySide6.QtGui import QColorSpace, QColorTransform, QGuiApplication, QScreen

MOST_PROFILE_BYTES = 16 * 1024 * 1024
log = logging.getLogger(__name__)


def screen_transform(screen: QScreen | None) -> tuple[bytes, QColorTransform | None]:
    """The ICC profile of a screen and the way from sRGB to it; b"" and None for sRGB.

    A profile that cannot be used counts as none.
    """
    profile = screen_profile(screen)
    transform = transform_to(profile) if profile else None
    return (profile, transform) if transform is not None else (b"", None)


def transform_to(profile: bytes) -> QColorTransform | None:
    """From sRGB to an ICC profile; None if it is no RGB profile or changes nothing."""
    # Qt warns of what is plainly none; an ICC profile names itself and its length.
    if profile[36:40] != b"acsp" or int.from_bytes(profile[:4], "big") != len(profile):
        return None
    space = QColorSpace.fromIccProfile(profile)
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if not space.isValid() or not space.isValidTarget():
        log.info("The profile of the screen cannot be used.")
        return None
    transform = srgb.transformationToColorSpace(space)
    return None if transform.isIdentity() else transform


def screen_profile(screen: QScreen | None) -> bytes:
    """The ICC profile of a screen as the system knows it, b"" if it tells none."""
    if screen is None or QGuiApplication.platformName() != "xcb":
        return b""
    number = QGuiApplication.screens().index(screen)
    name = "_ICC_PROFILE" if number == 0 else f"_ICC_PROFILE_{number}"
    with suppress(OSError, AttributeError):  # a system without these libraries
        return _root_property(name.encode("ascii"))
    return b""


class _Screens(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int),
                ("index", ctypes.c_int))  # fmt: skip


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _AtomReply(ctypes.Structure):
    _fields_ = (("response_type", ctypes.c_uint8), ("pad", ctypes.c_uint8),
                ("sequence", ctypes.c_uint16), ("length", ctypes.c_uint32),
                ("atom", ctypes.c_uint32))  # fmt: skip


def _root_property(name: bytes) -> bytes:
    """A property of the root window of the X server, b"" if it is not set."""
    xcb = ctypes.CDLL("libxcb.so.1")
    libc = ctypes.CDLL(None)
    pointer = ctypes.c_void_p
    xcb.xcb_connect.restype = xcb.xcb_get_setup.restype = pointer
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = xcb.xcb_get_setup.argtypes = [pointer]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [pointer]
    xcb.xcb_intern_atom.restype = xcb.xcb_get_property.restype = _Cookie
    xcb.xcb_intern_atom.argtypes = [pointer, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_char_p]
    xcb.xcb_intern_atom_reply.restype = ctypes.POINTER(_AtomReply)
    xcb.xcb_intern_atom_reply.argtypes = [pointer, _Cookie, pointer]
    xcb.xcb_get_property.argtypes = [pointer, ctypes.c_uint8, *[ctypes.c_uint32] * 5]
    xcb.xcb_get_property_reply.restype = xcb.xcb_get_property_value.restype = pointer
    xcb.xcb_get_property_reply.argtypes = [pointer, _Cookie, pointer]
    xcb.xcb_get_property_value.argtypes = xcb.xcb_get_property_value_length.argtypes = [pointer]
    libc.free.argtypes = [pointer]
    connection = xcb.xcb_connect(None, None)
    try:
        if xcb.xcb_connection_has_error(connection):
            return b""
        atom_reply = xcb.xcb_intern_atom_reply(
            connection, xcb.xcb_intern_atom(connection, 1, len(name), name), None
        )
        if not atom_reply:
            return b""
        atom = atom_reply.contents.atom
        libc.free(ctypes.cast(atom_reply, pointer))
        if not atom:
            return b""
        root = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection)).data[0]
        cookie = xcb.xcb_get_property(connection, 0, root, atom, 0, 0, MOST_PROFILE_BYTES // 4)
        reply = xcb.xcb_get_property_reply(connection, cookie, None)
        if not reply:
            return b""
        length = xcb.xcb_get_property_value_length(reply)
        content = ctypes.string_at(xcb.xcb_get_property_value(reply), length)
        libc.free(reply)
        return content
    finally:
        xcb.xcb_disconnect(connection)
