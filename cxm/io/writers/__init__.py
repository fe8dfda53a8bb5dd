"""One output format per file; the file's name is what `--format` takes."""
