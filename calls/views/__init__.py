"""Where the telephone exchange speaks to us. The desks are in `dashboard`."""
