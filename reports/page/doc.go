// Package page turns editions into HTML: the report in each language, its
// index and landing pages, a lineage page per figure, the accessibility
// statement. It is the only importer of html/template.
//
// What a page promises:
//
//   - Everything readable is there without a script, without colour, without
//     a mouse, on paper and at 320 pixels. The one script remembers the
//     theme, copies permalinks and sorts tables; it formats no number.
//   - No request leaves the folder: one style sheet, one script, relative
//     links that also work from a file: address, and a content security
//     policy that would refuse anything else.
//   - The two language trees have the same ids, so a link to a figure can be
//     followed into the other language.
//   - All text from data passes through html/template. The one exception is a
//     Drawing: an SVG of the chart renderer, which NewDrawing parses again
//     and refuses unless every element and attribute is on its list.
//   - Same editions, same bytes: no clock, no map order, no random id.
//
// The package writes no file and reads none but its own embedded templates;
// package publish decides where the bytes go. Numbers inside prose arrive
// formatted by the edition; numbers in tables are formatted by package locale.
package page
