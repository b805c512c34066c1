package chart

import "errors"

func drawTileMap(d *drawing, s TileMap) error { return errors.New("todo") }
