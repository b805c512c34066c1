// Package paper prints pages of a site to PDF with a browser of the Chromium family
// that is installed on the machine. The PDF is the same page, printed.
//
// Invariants:
//
//   - The browser sees copies in a folder of its own: without scripts, with the style
//     sheet, with links that are absolute or none. It gets a profile and a home in that
//     folder, few variables, a proxy that is not there and no name resolution, so that
//     nothing leaves the machine; and a deadline. Its sandbox stays on, except for root,
//     for whom browsers refuse to start with it.
//   - Same page, same browser, same bytes: the two dates a browser writes are set to
//     the day of the edition. Another version of the browser, or other fonts, give
//     other bytes: the PDF names the browser that made it.
//   - No path of this machine is in a PDF; one with a file: address is refused.
//
// The package refuses to install or to fetch a browser. Where none is found it says so,
// and the caller publishes without PDF.
package paper
