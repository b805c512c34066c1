package chart

import (
	"fmt"
	"math"
	"slices"
)

// channels are red, green and blue of #RRGGBB or #RGB as linear light, 0 to 1 (sRGB).
func channels(hex string) ([3]float64, error) {
	var r, g, b int
	form, per := "#%02x%02x%02x", 255.0
	if len(hex) == 4 {
		form, per = "#%1x%1x%1x", 15
	}
	if n, err := fmt.Sscanf(hex, form, &r, &g, &b); n != 3 || err != nil || len(hex) != 4 && len(hex) != 7 {
		return [3]float64{}, fmt.Errorf("colour %q: want #RRGGBB", hex)
	}
	var out [3]float64
	for i, v := range []int{r, g, b} {
		c := float64(v) / per
		if c <= 0.04045 {
			out[i] = c / 12.92
		} else {
			out[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return out, nil
}

// ContrastRatio of two colours, from 1 to 21: (L1 + 0.05) / (L2 + 0.05), where L is the
// relative luminance and L1 the larger (WCAG 2.2). Colours are #RRGGBB or #RGB.
func ContrastRatio(a, b string) (float64, error) {
	x, err := channels(a)
	if err != nil {
		return 0, err
	}
	y, err := channels(b)
	if err != nil {
		return 0, err
	}
	lum := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	return (max(lum(x), lum(y)) + 0.05) / (min(lum(x), lum(y)) + 0.05), nil
}

// deficiencies of colour vision as they change linear light, after Machado, Oliveira
// and Fernandes (2009), severity 1.
var deficiencies = [...][3][3]float64{
	{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, // none
	{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}, // protan
	{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},  // deutan
	{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}, // tritan
}

// EyeDistance is how far two colours are apart for the eye that tells them apart worst,
// with full colour vision or without one kind of cone: CIE 1976 difference in L*a*b*.
func EyeDistance(a, b string) (float64, error) {
	x, err := channels(a)
	if err != nil {
		return 0, err
	}
	y, err := channels(b)
	if err != nil {
		return 0, err
	}
	var all []float64
	for _, m := range deficiencies {
		p, q := lab(seenThrough(m, x)), lab(seenThrough(m, y))
		all = append(all, math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2]))
	}
	return slices.Min(all), nil
}

func seenThrough(m [3][3]float64, c [3]float64) [3]float64 {
	var out [3]float64
	for i := range m {
		out[i] = min(1, max(0, m[i][0]*c[0]+m[i][1]*c[1]+m[i][2]*c[2]))
	}
	return out
}

// lab of linear light under daylight (D65).
func lab(c [3]float64) [3]float64 {
	xyz := [3]float64{
		(0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047,
		0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2],
		(0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883,
	}
	for i, v := range xyz {
		if v > 216.0/24389 {
			xyz[i] = math.Cbrt(v)
		} else {
			xyz[i] = (24389.0/27*v + 16) / 116
		}
	}
	return [3]float64{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}
