"""What a way of choosing topics does to people's coverage, in groups that anyone may join in any week.

figures = simulate(Scenario(), "planned", seeds=range(8))
figures.coverage, figures.low, figures.high
"""

from scheduler.topics.simulation.figures import Figures
from scheduler.topics.simulation.policies import POLICIES
from scheduler.topics.simulation.run import simulate
from scheduler.topics.simulation.scenario import Scenario

__all__ = ["POLICIES", "Figures", "Scenario", "simulate"]
