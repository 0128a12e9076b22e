"""Content: the shape of every file, the loader that reads them, the checks that refuse mistakes."""
