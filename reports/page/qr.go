package page

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	quietZone = 4 // modules left white on every side (ISO/IEC 18004, 5.3.8)
	// More modules a side than version 10 has are too small to read at the size of the brief on paper.
	mostModules = 57
	modulePx    = 2 // on paper half a millimetre
)

// qrCode draws an address as a QR code, for whoever reads on paper and has a telephone:
// black on white whatever the colours of the page. It is hidden from readers by ear,
// because the address stands beside it in words. It is nil without an address, and for
// one that would not be legible.
func qrCode(address string) (*Drawing, error) {
	path, side, err := QRPath(address)
	if path == "" || err != nil {
		return nil, err
	}
	d, err := NewDrawing(fmt.Appendf(nil, `<svg class="qr" xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" shape-rendering="crispEdges" aria-hidden="true" focusable="false"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="%s"/></svg>`,
		modulePx*side, modulePx*side, side, side, side, side, path))
	return &d, err
}

// QRPath is the outline of the dark modules of the QR code of an address (ISO/IEC 18004,
// error level M), in modules, and how many the code is wide with its quiet zone. It is
// empty without an address, and for one that takes more modules than can be read.
func QRPath(address string) (path string, side int, err error) {
	if address == "" {
		return "", 0, nil
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return "", 0, fmt.Errorf("encode %d bytes of address as QR: %w", len(address), err)
	}
	n := code.Bounds().Dx()
	if n > mostModules {
		return "", 0, nil
	}
	isDark := func(x, y int) bool { return code.At(x, y) == color.Black }
	var b strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			if !isDark(x, y) {
				continue
			}
			from := x
			for x+1 < n && isDark(x+1, y) {
				x++
			}
			w := x + 1 - from
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, w, w)
		}
	}
	return b.String(), n + 2*quietZone, nil
}
