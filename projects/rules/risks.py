"""How bad a risk is: likelihood x impact, each from 1 to 5. DOMAIN section 4, Risk / issue."""

SERIOUS = 15
"""From this product on a risk that is past its date shows in the signal."""
STEPS = range(1, 6)
HAPPENED = 5
"""The likelihood of an issue."""
