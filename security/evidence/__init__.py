"""Files that reporters add: sealed as they arrive, cleaned in a process of their own, sealed again to be kept.

Clear bytes are in the memory of these processes and in the pipes between them, nowhere else.
"""
