using Analytics.Contracts;

namespace Analytics.Train.Data;

/// <summary>Batches of a few faces each of some people, drawn at random: what a loss needs that compares faces with each other.</summary>
internal sealed class PeopleOrder : IFaceOrder
{
    private readonly List<int[]> _people;
    private readonly int _batch;
    private readonly int _each;
    private readonly int _seed;
    private long _drawn = -1;
    private int[] _faces = [];

    /// <param name="people">Whom each face shows.</param>
    /// <param name="batch">Faces in a batch.</param>
    /// <param name="each">Faces of one person in it.</param>
    /// <param name="seed">The start of all that is random.</param>
    /// <exception cref="FailureException">Fewer than two people have two faces, or a batch has not room for two people.</exception>
    public PeopleOrder(IReadOnlyList<int> people, int batch, int each, int seed)
    {
        (_batch, _each, _seed) = (batch, Math.Min(each, batch / 2), seed);
        if (_each < 2)
        {
            throw new InvalidException(
                "The triplet loss compares two faces of one person with other people's faces: set --batch 4 or more.");
        }

        _people = [.. people.Select((person, face) => (person, face)).GroupBy(pair => pair.person, pair => pair.face)
            .Where(faces => faces.Skip(1).Any()).Select(faces => faces.ToArray())];
        if (_people.Count < 2)
        {
            throw new InvalidException(
                "The triplet loss compares faces of one person with other people's faces: it needs two people with two pictures each.");
        }
    }

    /// <inheritdoc/>
    public int Face(long sample)
    {
        var (batch, place) = Math.DivRem(sample, _batch);
        if (batch != _drawn)
        {
            _faces = Draw(new Random(Seeds.Of(_seed, batch)));
            _drawn = batch;
        }

        return _faces[place];
    }

    private int[] Draw(Random random)
    {
        var faces = new List<int>(_batch + _each);
        var people = _people.ToArray();
        random.Shuffle(people);
        for (var next = 0; faces.Count < _batch; next++)
        {
            var all = people[next % people.Length].ToArray();
            random.Shuffle(all);
            faces.AddRange(all.Take(_each));
        }

        return [.. faces.Take(_batch)];
    }
}
