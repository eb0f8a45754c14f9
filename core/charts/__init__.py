"""Pictures drawn on the server: frozen rows in, a `Figure` out, no query, no clock. `{% chart figure %}` shows one."""

from core.charts.bars import Bar, bars_chart
from core.charts.course import CourseAim, CourseLine, course_chart, course_spark
from core.charts.layers import MapLink, MapNode, layers_chart
from core.charts.matrix import MatrixAxis, matrix_chart
from core.charts.money import MoneyBar, money_bars
from core.charts.progress import ProgressRow, progress_chart
from core.charts.shapes import Figure, Picture, Table
from core.charts.shares import ShareRow, shares_chart
from core.charts.stack import StackColumn, stack_chart
from core.charts.timeline import TimelineRow, timeline_chart
from core.charts.timelines import TimelineBand, timelines_chart
from core.charts.trend import ScaleMark, Trend, scale_line, trend
from core.charts.years import MoneyYear, years_chart

__all__ = [
    "Bar",
    "CourseAim",
    "CourseLine",
    "Figure",
    "MapLink",
    "MapNode",
    "MatrixAxis",
    "MoneyBar",
    "MoneyYear",
    "Picture",
    "ProgressRow",
    "ScaleMark",
    "ShareRow",
    "StackColumn",
    "Table",
    "TimelineBand",
    "TimelineRow",
    "Trend",
    "bars_chart",
    "course_chart",
    "course_spark",
    "layers_chart",
    "matrix_chart",
    "money_bars",
    "progress_chart",
    "scale_line",
    "shares_chart",
    "stack_chart",
    "timeline_chart",
    "timelines_chart",
    "trend",
    "years_chart",
]
