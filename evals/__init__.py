"""What the product is measured by: personas, datasets, suites and benches."""
