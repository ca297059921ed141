"""What goes over HTTP: routes by operationId, extractors, refusals, views."""
