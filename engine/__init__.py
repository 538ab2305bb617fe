"""Kintsugi's engine: pictures in, pictures out.  It knows numpy, torch and OpenCV, never Qt."""
