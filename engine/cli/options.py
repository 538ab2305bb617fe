"""Command line options, made from the declared parameters wherever there is a declaration."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from engine.cli.console import UsageProblem
from engine.errors import OptionError
from engine.operations.params import Params, ParamSpec, declared, parse_value

P = TypeVar("P", bound=Params)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps examples as they are written and leaves room for long option names."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=96)


class CommandParser(argparse.ArgumentParser):
    """Says what is wrong with a command line in one sentence, as a UsageProblem.

    Files may stand before, between and behind the options, but where `--` ends the options.
    """

    _is_mixing = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        # By itself argparse takes the first files for all of them: `styles add --json a.png`.
        # Mixing forgets the `--`, behind which a name may begin with a dash.
        has_end = "--" in (args or ())
        if self._is_mixing or has_end or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._is_mixing = True  # what is called now comes back here
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_mixing = False

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise UsageProblem(f"{sentence}; `{self.prog} --help` shows how it is used.")


def add_command(
    commands: Any, name: str, summary: str, description: str, examples: str
) -> argparse.ArgumentParser:
    """A sub-command with its help."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    return parser


def add_pictures(
    parser: argparse.ArgumentParser, purpose: str, content_required: bool = False
) -> None:
    """The stylized picture, what it is there for, and the photo that it was made from."""
    parser.add_argument("stylized", metavar="STYLIZED", help=f"the picture to {purpose}")
    parser.add_argument(
        "--content", required=content_required, metavar="C", help="the photo that it was made from"
    )


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """What every command takes: --device, --json and --quiet."""
    common = parser.add_argument_group("for every command")
    common.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        default="auto",
        help="where to compute; auto takes a GPU if there is one (default: auto)",
    )
    common.add_argument(
        "--json", action="store_true", help="print one JSON object on stdout instead of sentences"
    )
    common.add_argument("--quiet", action="store_true", help="no progress bar")


def add_params(
    parser: argparse.ArgumentParser, params_cls: type[Params], title: str, prefix: str = ""
) -> None:
    """An option for every declared parameter of ``params_cls``."""
    group = parser.add_argument_group(title)
    for spec in declared(params_cls):
        flag = "--" + prefix + spec.name.replace("_", "-")
        help_text = spec.help[0].lower() + spec.help[1:].rstrip(".").replace("%", "%%")
        if spec.kind == "bool" and spec.default is False:
            group.add_argument(flag, action="store_true", dest=spec.name, help=help_text)
            continue
        group.add_argument(
            flag,
            dest=spec.name,
            type=_parser_of(spec),
            default=spec.default,
            metavar=_metavar(spec),
            help=f"{help_text} (default: {_default_text(spec)})",
        )


def read_params(params_cls: type[P], arguments: argparse.Namespace) -> P:
    """The parameters that the parsed ``arguments`` hold for ``params_cls``."""
    return params_cls(**{spec.name: getattr(arguments, spec.name) for spec in declared(params_cls)})


def _parser_of(spec: ParamSpec) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return parse_value(spec, text)
        except OptionError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse


def _metavar(spec: ParamSpec) -> str:
    if spec.kind == "choice":
        return "|".join(spec.choices)
    number = "NUMBER" if spec.minimum is None else f"{spec.minimum:g}..{spec.maximum:g}"
    return "|".join([*(name for name, _ in spec.named), number])


def _default_text(spec: ParamSpec) -> str:
    for name, number in spec.named:
        if number == spec.default:
            return name
    return f"{spec.default:g}" if isinstance(spec.default, float) else str(spec.default)


def fraction(text: str) -> float:
    """A part of the whole, written as "1%" or "0.01"; 0 to 1."""
    word = text.strip()
    try:
        value = float(word[:-1]) / 100 if word.endswith("%") else float(word)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a part of the whole, like 1% or 0.01.")
    return value


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """How the written picture is compressed."""
    group = parser.add_argument_group("export")
    group.add_argument(
        "--quality",
        type=_quality,
        default=92,
        metavar="1..100",
        help="of JPEG, WebP, HEIC and AVIF (default: 92)",
    )
    group.add_argument(
        "--lossless", action="store_true", help="write WebP and HEIC without any loss"
    )


def add_receipt_option(parser: argparse.ArgumentParser) -> None:
    """Whether a quality receipt goes with the written picture."""
    parser.add_argument(
        "--receipt",
        action="store_true",
        help="write a quality receipt beside the picture (JSON) and inside it (XMP): models, "
        "parameters, SSIM and MS-SSIM, flagged area, proofs",
    )


def _quality(text: str) -> int:
    value = int(text) if text.strip().isdecimal() else 0
    if not 1 <= value <= 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 1 to 100.")
    return value
