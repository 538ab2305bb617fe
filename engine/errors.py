"""What can go wrong in a way that a person can do something about.

``str(error)`` is one clear sentence that says what is wrong and what to do; it is shown as it is,
in the window and on the command line.  Anything else that is raised is a defect of the program.
"""


class KintsugiError(Exception):
    """Base of every error that a person may see; its text is one sentence."""


class ImageFileError(KintsugiError):
    """A picture file cannot be read or written."""


class OptionError(KintsugiError):
    """A parameter or option has a value that the operation does not accept."""


class ModelError(KintsugiError):
    """A model bundle is missing, damaged or of the wrong kind."""


class StyleError(KintsugiError):
    """A style picture or preset cannot be used."""


class OutOfMemory(KintsugiError):
    """The work does not fit into memory, even in the smallest tiles."""


class ProjectError(KintsugiError):
    """A project file cannot be opened or saved."""
