"""Drivers of hypervisor, storage and network, with nothing behind them."""
