package publish

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// picture is what remains of a screenshot: for each block of the page, in reading
// order, where it stands, its ground and how much stands on it; for each drawing a
// grid of how light its cells are.
type picture []pictureBlock

type pictureBlock struct {
	Name string
	// Pixels. Gap is the distance from the lowest block above it in its column;
	// negative: it covers that one. Loose where it hangs on the width of letters.
	Left, Width, Height, Gap int
	Ground                   int      // the commonest luminance, 0 to 255
	Ink                      int      // what stands on it, in pixels as dark as they can be; of a drawing, its words
	Grid                     []string // of drawings, without their words

	twoGrounds bool // another luminance is nearly as common
}

// loose stands for a measure that moves when letters are a little wider: another
// font moves it as well, so it is not compared.
const loose = -99999

// What may differ between two machines that both draw a page as it should be. How
// these were measured is said at TestPictures.
const (
	slackAcross = 4    // pixels: left edge and width
	slackGap    = 8    // pixels
	slackHeight = 0.5  // of the height of what wraps ...
	slackLines  = 60   // ... or two lines, pixels
	slackGround = 6    // luminance
	slackInk    = 0.55 // of the ink: letters of DejaVu Sans have up to 45% more than those of Liberation Sans
	slackSpeck  = 30   // pixels of ink
	slackCell   = 1    // step of the grid
)

// pictureSteps are the luminances of a cell: 0 is black, Z is white.
const pictureSteps = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// pictureCell is the side of a cell, in pixels.
const pictureCell = 32

// lightsOf counts the luminances in a rectangle.
func lightsOf(img *image.RGBA, r image.Rectangle) (counts [256]int, pixels int) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y && !r.Empty(); y++ {
		from := img.PixOffset(r.Min.X, y)
		for i := from; i < from+4*r.Dx(); i += 4 {
			counts[(2126*int(img.Pix[i])+7152*int(img.Pix[i+1])+722*int(img.Pix[i+2])+5000)/10000]++
		}
	}
	return counts, max(1, r.Dx()*r.Dy())
}

// seeGround finds the commonest luminance of a rectangle and what stands on it.
func (k *pictureBlock) seeGround(img *image.RGBA, r image.Rectangle) {
	counts, _ := lightsOf(img, r)
	k.Ground = slices.Index(counts[:], slices.Max(counts[:]))
	k.Ink = 0
	for light, n := range counts {
		away := max(light-k.Ground, k.Ground-light)
		k.Ink += n * away
		k.twoGrounds = k.twoGrounds || away > slackGround && 5*n > counts[k.Ground]
	}
	k.Ink = (k.Ink + 127) / 255
}

// wordInk is by how much two pictures of a drawing, with and without its words, differ.
func wordInk(with, without *image.RGBA, r image.Rectangle) int {
	sum := 0
	r = r.Intersect(with.Rect).Intersect(without.Rect)
	for y := r.Min.Y; y < r.Max.Y && !r.Empty(); y++ {
		a, b := with.Pix[with.PixOffset(r.Min.X, y):], without.Pix[without.PixOffset(r.Min.X, y):]
		for i := range 4 * r.Dx() {
			sum += max(int(a[i])-int(b[i]), int(b[i])-int(a[i]))
		}
	}
	return (sum + 3*127) / (3 * 255)
}

// lightGrid is the mean luminance of each cell of a rectangle, a line a row.
func lightGrid(img *image.RGBA, r image.Rectangle) []string {
	var out []string
	for y := r.Min.Y; y+pictureCell/2 <= r.Max.Y; y += pictureCell {
		var line strings.Builder
		for x := r.Min.X; x+pictureCell/2 <= r.Max.X; x += pictureCell {
			counts, pixels := lightsOf(img, image.Rect(x, y, min(x+pictureCell, r.Max.X), min(y+pictureCell, r.Max.Y)))
			sum := 0
			for light, n := range counts {
				sum += light * n
			}
			line.WriteByte(pictureSteps[(sum*(len(pictureSteps)-1)+pixels*255/2)/(pixels*255)])
		}
		out = append(out, line.String())
	}
	return out
}

// String is the picture as its golden file has it.
func (p picture) String() string {
	var b strings.Builder
	for _, k := range p {
		b.WriteString(k.Name)
		for _, v := range []int{k.Left, k.Width, k.Height, k.Gap, k.Ground, k.Ink} {
			if v == loose {
				b.WriteString(" ~")
			} else {
				fmt.Fprintf(&b, " %d", v)
			}
		}
		b.WriteString("\n")
		for _, line := range k.Grid {
			b.WriteString("\t" + line + "\n")
		}
	}
	return b.String()
}

func parsePicture(text string) (picture, error) {
	var out picture
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if grid, is := strings.CutPrefix(line, "\t"); is && len(out) > 0 {
			out[len(out)-1].Grid = append(out[len(out)-1].Grid, grid)
			continue
		}
		fields := strings.Fields(line)
		if len(fields) != 7 {
			return nil, fmt.Errorf("line %q: %d fields, expected a name and six numbers", line, len(fields))
		}
		k := pictureBlock{Name: fields[0]}
		for i, into := range []*int{&k.Left, &k.Width, &k.Height, &k.Gap, &k.Ground, &k.Ink} {
			*into = loose
			if fields[i+1] == "~" {
				continue
			}
			v, err := strconv.Atoi(fields[i+1])
			if err != nil {
				return nil, fmt.Errorf("line %q: %w", line, err)
			}
			*into = v
		}
		out = append(out, k)
	}
	return out, nil
}

// unlike says how a picture differs from the one it should be.
func (p picture) unlike(want picture) []string {
	var out []string
	got := map[string]pictureBlock{}
	for _, k := range p {
		got[k.Name] = k
	}
	for _, w := range want {
		if k, there := got[w.Name]; there {
			out = append(out, k.unlike(w)...)
		} else {
			out = append(out, w.Name+": it is gone")
		}
		delete(got, w.Name)
	}
	for _, k := range p {
		if _, left := got[k.Name]; left {
			out = append(out, k.Name+": it was not there")
		}
	}
	return out
}

func (k pictureBlock) unlike(w pictureBlock) []string {
	var out []string
	differ := func(what string, got, want int, slack float64) {
		if d := got - want; got != loose && want != loose && float64(max(d, -d)) > slack {
			out = append(out, fmt.Sprintf("%s: %s is %d, was %d (may move by %.0f)", k.Name, what, got, want, slack))
		}
	}
	height := max(slackLines, slackHeight*float64(w.Height))
	if w.Grid != nil {
		height = slackAcross
	}
	differ("left edge", k.Left, w.Left, slackAcross)
	differ("width", k.Width, w.Width, slackAcross)
	differ("height", k.Height, w.Height, height)
	differ("distance from what is above", k.Gap, w.Gap, slackGap)
	differ("ground", k.Ground, w.Ground, slackGround)
	differ("ink", k.Ink, w.Ink, max(slackSpeck, slackInk*float64(w.Ink)))
	if len(k.Grid) != len(w.Grid) {
		return append(out, fmt.Sprintf("%s: the grid has %d rows, had %d", k.Name, len(k.Grid), len(w.Grid)))
	}
	cells := 0
	for y := range w.Grid {
		for x := range min(len(w.Grid[y]), len(k.Grid[y])) {
			if d := strings.IndexByte(pictureSteps, k.Grid[y][x]) - strings.IndexByte(pictureSteps, w.Grid[y][x]); max(d, -d) > slackCell {
				if cells++; cells <= 3 {
					out = append(out, fmt.Sprintf("%s: the cell at %d, %d is %c, was %c", k.Name, x*pictureCell, y*pictureCell, k.Grid[y][x], w.Grid[y][x]))
				}
			}
		}
	}
	if cells > 3 {
		out = append(out, fmt.Sprintf("%s: %d cells differ in all", k.Name, cells))
	}
	return out
}

// A picture survives its file, and its comparison sees each kind of difference.
func TestPictureCompared(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range 32 {
		for x := 32; x < 64; x++ {
			copy(img.Pix[img.PixOffset(x, y):], []byte{0, 0, 0, 255})
		}
	}
	if got := lightGrid(img, img.Rect); !slices.Equal(got, []string{"Z0Z", "ZZZ"}) {
		t.Errorf("grid %q", got)
	}
	var k pictureBlock
	if k.seeGround(img, img.Rect); k.Ground != 255 || k.Ink != 32*32 || k.twoGrounds {
		t.Errorf("ground %d, ink %d, two: %v; expected 255 and one black cell", k.Ground, k.Ink, k.twoGrounds)
	}
	if k.seeGround(img, image.Rect(0, 0, 96, 32)); !k.twoGrounds {
		t.Error("a third of black in white, and a fifth is enough, is no second ground")
	}
	blank := image.NewRGBA(img.Rect)
	copy(blank.Pix, bytes.Repeat([]byte{255}, len(blank.Pix)))
	if ink := wordInk(img, blank, img.Rect); ink != 32*32 {
		t.Errorf("words of %d pixels, expected one black cell", ink)
	}
	want := picture{
		{Name: "h1", Left: 40, Width: loose, Height: 55, Gap: 6, Ground: 255, Ink: 300},
		{Name: "fig-a/div.drawing", Left: 40, Width: 96, Height: 64, Gap: 16, Ground: 255, Ink: 425, Grid: []string{"Z0Z", "ZZZ"}},
	}
	read, err := parsePicture(want.String())
	if err != nil || read.String() != want.String() {
		t.Fatalf("read back: %v\n%s", err, read)
	}
	if said := read.unlike(want); len(said) > 0 {
		t.Errorf("the same picture differs: %q", said)
	}
	for what, change := range map[string]func(p picture) picture{
		"it is gone":         func(p picture) picture { return p[1:] },
		"it was not there":   func(p picture) picture { return append(p, pictureBlock{Name: "p"}) },
		"left edge is 45":    func(p picture) picture { p[0].Left = 45; return p },
		"height is 69":       func(p picture) picture { p[1].Height = 69; return p },
		"what is above is -": func(p picture) picture { p[0].Gap = -3; return p },
		"ground is 20":       func(p picture) picture { p[0].Ground = 20; return p },
		"ink is 100":         func(p picture) picture { p[0].Ink = 100; return p },
		"the cell at 32, 0":  func(p picture) picture { p[1].Grid = []string{"Z2Z", "ZZZ"}; return p },
		"has 1 rows, had 2":  func(p picture) picture { p[1].Grid = []string{"Z0Z"}; return p },
	} {
		if said := change(slices.Clone(read)).unlike(want); len(said) != 1 || !strings.Contains(said[0], what) {
			t.Errorf("%s: said %q", what, said)
		}
	}
	for _, bad := range []string{"h1 1 2 3\n", "h1 1 2 3 4 5 six\n"} {
		if _, err := parsePicture(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
