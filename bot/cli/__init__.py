"""The commands of `kinebot`, and how the parts are put together for each."""
