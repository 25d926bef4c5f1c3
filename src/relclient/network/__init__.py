"""The network: parties, their ties and the services between them, as of any date."""

from relclient.network.service_network import ServiceNetwork

__all__ = ["ServiceNetwork"]
