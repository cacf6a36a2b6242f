"""The SQL that makes a finding safe, or shows what it is about."""
