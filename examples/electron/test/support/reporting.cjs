// An app that asks for a diagnostic report while it is loaded.

process.report.getReport();
