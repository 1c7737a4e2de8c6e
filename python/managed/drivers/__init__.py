"""Hypervisor, storage and network drivers without real resources."""
