// Entry of the desktop application; everything is in hosts/electron.
import './hosts/electron/main.ts';
