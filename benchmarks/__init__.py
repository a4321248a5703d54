"""What dlgraph costs and how well it answers, beside its peers; ``python -m benchmarks`` measures the cost."""
