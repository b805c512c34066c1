package chart

import "errors"

func drawDots(d *drawing, s Dots) error { return errors.New("todo") }
