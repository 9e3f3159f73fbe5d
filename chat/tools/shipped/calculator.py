"""Arithmetic, read as Python's syntax and never run as Python."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from chat.tools import ToolError, tool

MAX_CHARS = 500
MAX_BITS = 4_000
"""Of a number on the way; about 1,200 digits."""
MAX_FACTORIAL = 400
MAX_DIGITS = 30
"""Of a whole number that is told digit by digit."""

Number = Fraction | float

WRITTEN = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "√": None})  # noqa: RUF001
CONSTANTS: dict[str, Number] = {"pi": math.pi, "π": math.pi, "e": math.e, "tau": math.tau}


@tool
def calculate(expression: str) -> str:
    """Calculates exactly: use it for every sum that is not obvious.

    Args:
        expression: Numbers, + - * / // % ** and brackets; pi, e; sqrt, abs, round, floor, ceil, min, max,
            factorial, gcd, lcm, exp, log (natural, or to a base), log2, log10, radians, degrees, and sin,
            cos, tan of radians.
    """
    return f"{expression.strip()} = {told(value_of(expression))}"


def value_of(expression: str) -> Number:
    """Raises ToolError in words about what is wrong with it."""
    if len(expression) > MAX_CHARS:
        raise ToolError(f"An expression has at most {MAX_CHARS} characters.")
    text = expression.strip().rstrip("=?").translate(WRITTEN).replace("^", "**")
    try:
        return _value(ast.parse(text, mode="eval").body)
    except ZeroDivisionError:
        raise ToolError("Division by zero has no result.") from None
    except (SyntaxError, RecursionError, MemoryError):
        raise ToolError("That is no expression: write it as in 2 * (3 + 4).") from None
    except (ValueError, OverflowError, TypeError):
        raise ToolError(
            "That has no result: a number is too large, or outside of what a function takes."
        ) from None


def told(value: Number) -> str:
    """Whole numbers and short decimals exactly, others to twelve digits."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ToolError("The result is too large.")
        return f"{value:.12g}"
    if value.denominator == 1 and abs(value) < 10**MAX_DIGITS:
        return str(value.numerator)
    with localcontext(prec=12):
        digits = f"{Decimal(value.numerator) / Decimal(value.denominator):g}"
    return digits if Fraction(digits) == value else f"about {digits}"


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=bool()):
            raise ToolError("True and False are no numbers.")
        case ast.Constant(value=int() | float() as number):
            return _bounded(Fraction(str(number)))
        case ast.Name(id=name) if name.lower() in CONSTANTS:
            return CONSTANTS[name.lower()]
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in SIGNS:
            return SIGNS[type(sign)](_value(operand))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return _bounded(OPERATORS[type(sign)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name.lower() in FUNCTIONS:
            return _bounded(FUNCTIONS[name.lower()](*[_value(argument) for argument in arguments]))
    raise ToolError(
        f"{ast.unparse(node)[:60]} can't be calculated: only numbers, operators and known functions."
    )


def _bounded(value: Any) -> Number:
    if isinstance(value, float):
        return value
    exact = Fraction(value)
    if exact.numerator.bit_length() + exact.denominator.bit_length() > MAX_BITS:
        raise ToolError("The numbers grow too large.")
    return exact


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(exponent) > MAX_BITS and bits > 1:
            raise ToolError("The numbers grow too large.")
        return _bounded(base ** int(exponent % 2 if bits <= 1 else exponent))
    value: float | complex = float(base) ** float(exponent)
    if isinstance(value, complex):
        raise ToolError("The root of a negative number is no real number.")
    return value


def _whole(value: Number) -> int:
    if value != int(value):
        raise ValueError
    return int(value)


def _factorial(value: Number) -> int:
    if value > MAX_FACTORIAL:
        raise ToolError(f"The largest factorial is that of {MAX_FACTORIAL}.")
    return math.factorial(_whole(value))


def _root(value: Number) -> Number:
    if isinstance(value, Fraction) and value >= 0:
        top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if Fraction(top * top, bottom * bottom) == value:
            return Fraction(top, bottom)
    return math.sqrt(value)


def _rounded(value: Number, digits: Number = Fraction(0)) -> Number:
    scale = Fraction(10 ** _place(digits))
    return round(Fraction(value) * scale) / scale


def _place(digits: Number) -> int:
    if not 0 <= digits <= 50:
        raise ValueError
    return _whole(digits)


SIGNS: dict[type[ast.unaryop], Callable[[Any], Number]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(math, name)
        for name in ("sin", "cos", "tan", "radians", "degrees", "exp", "log", "log2", "log10")
    },
    **{name: getattr(math, name) for name in ("floor", "ceil")},
    "abs": abs,
    "min": min,
    "max": max,
    "sqrt": _root,
    "round": _rounded,
    "factorial": _factorial,
    "gcd": lambda *numbers: math.gcd(*map(_whole, numbers)),
    "lcm": lambda *numbers: math.lcm(*map(_whole, numbers)),
}
