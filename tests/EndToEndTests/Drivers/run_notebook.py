"""Executes a notebook with nbclient, as papermill and nbconvert do: run_notebook.py IN OUT KERNEL."""
import sys

import nbclient
import nbformat

source, target, kernel = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbformat.validate(notebook)
try:
    nbclient.NotebookClient(notebook, timeout=420, kernel_name=kernel).execute()
finally:
    nbformat.validate(notebook)
    nbformat.write(notebook, target)
