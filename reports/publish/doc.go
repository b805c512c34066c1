// Package publish turns editions into the site a reader opens: it draws every
// figure in both sizes and languages, renders the pages, writes the downloads
// and their checksums, checks the result, and puts it in place in one step.
//
// The site is a symbolic link beside a folder of releases:
//
//	workspace/site -> releases/3f2a...      what readers open: site/index.html
//	workspace/releases/3f2a.../             one release, named by its content
//	workspace/releases/history              names of releases, newest first
//
// Invariants:
//
//   - A reader sees the old site or the new one, never a mix and never half of
//     one: a release is built under another name, checked, flushed to disk,
//     renamed, and only then the link is exchanged by a rename. A process that
//     dies leaves the old site and a folder that the next run removes.
//   - Same editions after the same site, same bytes, same name: no clock, no random, no
//     map order.
//   - A failing check stops publishing, and says page, element, rule and what
//     to do. Every check has a test that breaks what it guards.
//   - Each page is read once, and what is left of it are ids and links. A page or
//     drawing without a problem is not read again by the same program while neither its
//     bytes nor what the editions say of it change; the site is the same bytes either way.
//   - An edition stays at its address, byte for byte, until it is built again itself:
//     what lies in the release before is carried over by checksum, and a file that was
//     changed or is gone stops publishing. An edition built again that says something
//     else gets a line in its revision history, told from the downloads published then.
//   - Downloads carry what the figure carries: interval, level, unit, status,
//     source and the basis (demonstration or published) in every row. Text that
//     a spreadsheet would run as a formula is quoted; numbers stay numbers.
//   - Nothing is written outside the folder of the site and its releases, and
//     no name from data becomes a path before it passed an allow list.
//
// The package refuses to replace a real folder at the place of the link. It
// keeps three releases, so the step back is one exchange of the link. Two
// processes must not publish into one workspace at once; the workspace lock of
// the program sees to that.
package publish
