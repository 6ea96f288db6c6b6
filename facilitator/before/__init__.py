"""Before a group: what matters today about each member (`roster`), what speaks against starting (`checks`),
and the papers that are printed (`sheets`)."""
