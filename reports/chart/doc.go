// Package chart draws figures: a spec (data and meaning, no looks) becomes a
// go-echarts option, the option becomes SVG, and the SVG becomes one safe element
// for a page.
//
//	Spec -> layout in pixels -> go-echarts option (JSON) -> ECharts in Go -> SVG
//	     -> strict parse, allow list, CSS variables, title and description
//
// Invariants of every drawing:
//   - two sizes, 720 and 328 pixels wide, each laid out for itself; text is 12
//     pixels, never scaled;
//   - every label is measured with a table of character widths before anything is
//     drawn; one that would leave the drawing or lie over another is an error;
//   - numbers and periods are written by package locale only;
//   - colours are CSS variables (Palette), so that themes and print need no second
//     drawing; colour is never alone: lines differ by dash, bars by label, cells by
//     their number;
//   - no text of the data is ever code: the option holds no function and no
//     template, labels are characters of SVG text, and every element and attribute
//     of the result is on a list;
//   - the same request gives the same bytes, in any order, beside any other;
//   - a forecast is drawn with its interval or refused; demonstration data carry
//     their mark inside the drawing.
//
// It refuses: charts without title or description, more than four named lines,
// values that are infinite, and a label it cannot place. Rankings longer than 20
// rows and heat tables wider than the drawing are cut, and the drawing says so.
//
// To add a form: its spec in spec.go, its file, one line in formList, one example in
// charttest. ECharts stands behind a small interface (engine.go), so that another
// engine can take its place.
package chart
