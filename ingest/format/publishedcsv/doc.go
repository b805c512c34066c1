// Package publishedcsv reads the published figures: comma-separated UTF-8 with one
// header row, in the schema that datasets/published describes.
//
// A file is told by its first column, id, and the columns period, measure, unit
// and value. Numbers are written 1234.5; a row whose unit is "text" carries a
// text in its value column. Each row names the page it was read from
// (source, source_url, published_on), how it was derived when it was, and a note;
// harmonisation keeps them with the value, because a published figure without its
// page can't be checked.
//
// Invariants: those of package format. The reader refuses files without the
// required columns and has no opinion on what the figures say.
package publishedcsv
