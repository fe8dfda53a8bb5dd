def ready(sources, workspace):
    return tuple(sources)
