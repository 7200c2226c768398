"""`python -m notes_agent`."""

# A worker process started by `spawn` imports this module again; only the program itself may begin to work.
if __name__ == "__main__":
    import sys

    from .cli import main

    sys.exit(main())
