"""Where the built program starts; the same as `python -m messenger`."""

import sys

from messenger.__main__ import main

sys.exit(main())
