"""Codecs: how single values are written and read, in documents and in databases alike."""
