// Package formattest checks readers of formats: it drains a source and holds every
// row against the contract of package format, writes rows as lines of text for
// table tests, and damages files for mutation tests.
//
// It belongs to tests and is imported by nothing else. It refuses to know any
// format; what a file must give is stated in the tests of its reader.
package formattest
