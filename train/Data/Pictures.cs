namespace Analytics.Train.Data;

/// <summary>Opens what a command line names.</summary>
internal static class Pictures
{
    /// <summary>
    /// All pictures of <paramref name="paths"/>: each a folder, a RecordIO (<c>.rec</c>) or a list (<c>.txt</c>, <c>.tsv</c>). People
    /// of one are not those of another.
    /// </summary>
    public static IPictures Open(params IReadOnlyList<string> paths)
    {
        var all = paths.Select(path => Path.GetExtension(path) switch
        {
            ".rec" => (IPictures)RecordFile.Open(path),
            ".txt" or ".tsv" => PictureFiles.OfList(path),
            _ => PictureFiles.OfFolder(path),
        }).ToList();
        return all.Count == 1 ? all[0] : new Joined(all);
    }

    private sealed class Joined : IPictures
    {
        private readonly List<(IPictures From, int Index)> _all;

        public Joined(IReadOnlyList<IPictures> parts)
        {
            _all = [.. parts.SelectMany(part => Enumerable.Range(0, part.Count).Select(index => (part, index)))];
            Marks = parts.SelectMany(part => part.Marks);
            if (parts.All(part => part.People is not null))
            {
                var before = 0;
                var people = new List<int>();
                foreach (var part in parts)
                {
                    people.AddRange(part.People!.Select(person => before + person));
                    before += part.People!.Max() + 1;
                }

                People = people;
            }
        }

        public int Count => _all.Count;

        public IReadOnlyList<int>? People { get; }

        public IEnumerable<string> Marks { get; }

        public string Name(int index) => _all[index].From.Name(_all[index].Index);

        public byte[] Read(int index) => _all[index].From.Read(_all[index].Index);
    }
}
