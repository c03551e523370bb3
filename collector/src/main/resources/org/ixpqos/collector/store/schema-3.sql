-- Reserved: the sealed hours.
SELECT 3;
