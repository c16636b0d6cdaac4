-- Run once, when the database server of compose.yaml is new: ours is made by the image, this is the engine's.
CREATE DATABASE motore;
