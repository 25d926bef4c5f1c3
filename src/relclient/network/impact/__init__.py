"""Impact: who may be affected when a provider fails."""

from relclient.network.impact._propagation import Affected, Outage

__all__ = ["Affected", "Outage"]
