// Every icon that a kind may name, in a file of its own so that the page does not wait for it.

import { icons } from 'lucide-react';

export const allIcons = icons;
