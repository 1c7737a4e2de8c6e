"""Draw small plots side by side as SVG for light and dark pages. Both axes are logarithmic.

The dashboard's line plot is different: it shows runs at equal distances on a linear axis, with the dashboard's style.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape

Points = list[tuple[float, float]]


class Panel(NamedTuple):
    """One plot. lines: name to points (rows, milliseconds), fewest rows first."""

    title: str
    lines: dict[str, Points]


_WIDTH, _HEIGHT, _COLUMNS = 380, 210, 2
_LEFT, _RIGHT, _HEAD, _FOOT = 70, 62, 30, 26
_GAP = 14  # minimum distance of two names at the ends of the lines
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f } .tick { fill: #57606a; font-size: 11px }
.grid { stroke: #d0d7de } .title { font-weight: 600 } polyline { fill: none; stroke-width: 2 }
.l0 { stroke: #57606a; fill: #57606a; stroke-dasharray: 5 3 } .l1 { stroke: #0969da; fill: #0969da }
circle { stroke-dasharray: none !important }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .tick { fill: #9198a1 } .grid { stroke: #3d444d }
  .l0 { stroke: #9198a1; fill: #9198a1 } .l1 { stroke: #4493f8; fill: #4493f8 }
}
"""


def draw(title: str, panels: list[Panel]) -> str:
    """Return the SVG of all panels. They have the same scale, so that heights can be compared."""
    points = [point for panel in panels for line in panel.lines.values() for point in line]
    across, up = _powers(x for x, _ in points), _powers(y for _, y in points)
    height = -(-len(panels) // _COLUMNS) * _HEIGHT
    drawn = "\n".join(
        f'<g transform="translate({index % _COLUMNS * _WIDTH} {index // _COLUMNS * _HEIGHT})">'
        f"{''.join(_panel(panel, across, up))}</g>"
        for index, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_COLUMNS * _WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>\n{drawn}\n</svg>\n"
    )


def _powers(values: Iterator[float]) -> tuple[int, int]:
    """Return the exponents of the powers of ten below and above all values."""
    exponents = [math.log10(value) for value in values]
    return math.floor(min(exponents)), math.ceil(max(exponents))


def _panel(panel: Panel, across: tuple[int, int], up: tuple[int, int]) -> Iterator[str]:
    def x(value: float) -> float:
        return round(_LEFT + _part(value, across) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(_HEIGHT - _FOOT - _part(value, up) * (_HEIGHT - _HEAD - _FOOT), 1)

    yield f'<text class="title" x="{_LEFT}" y="18">{escape(panel.title)}</text>'
    for power in range(up[0], up[1] + 1):
        at = y(10**power)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at}" y2="{at}"/>'
        yield f'<text class="tick" x="{_LEFT - 6}" y="{at + 4}" text-anchor="end">{10**power:,g} ms</text>'
    for power in range(across[0], across[1] + 1):
        yield (
            f'<text class="tick" x="{x(10**power)}" y="{_HEIGHT - 8}" '
            f'text-anchor="middle">{10**power:,g}</text>'
        )
    below = math.inf
    # From the lowest end up. Each name is at least one line above the previous one.
    for index, (name, points) in sorted(enumerate(panel.lines.items()), key=lambda line: line[1][1][-1][1]):
        yield (
            f'<polyline class="l{index}" style="fill:none" points="'
            f'{" ".join(f"{x(rows)},{y(ms)}" for rows, ms in points)}"/>'
        )
        yield from (f'<circle class="l{index}" cx="{x(rows)}" cy="{y(ms)}" r="2.5"/>' for rows, ms in points)
        below = min(y(points[-1][1]) + 4, below - _GAP)
        yield f'<text x="{x(points[-1][0]) + 8}" y="{below}">{escape(name)}</text>'


def _part(value: float, powers: tuple[int, int]) -> float:
    return (math.log10(value) - powers[0]) / max(powers[1] - powers[0], 1)
