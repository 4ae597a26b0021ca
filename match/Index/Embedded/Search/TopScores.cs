using System.Buffers;

namespace Analytics.Match.Index.Embedded.Search;

/// <summary>A row of a view with a score.</summary>
/// <param name="Score">The more, the more alike.</param>
/// <param name="Row">The number of its chunk in the view times the capacity of a chunk, plus its number therein.</param>
internal readonly record struct Scored(int Score, uint Row);

/// <summary>
/// The best rows of a scan: at least so many, and all that score at or above <see cref="CompleteFrom"/>. Rows below
/// <see cref="Floor"/> need not be offered.
/// </summary>
internal sealed class TopScores : IDisposable
{
    private const int FirstRoom = 2048;
    private readonly int _keep;
    private Scored[] _rows;

    /// <summary>An empty one.</summary>
    /// <param name="keep">How many it keeps at least.</param>
    /// <param name="floor">Rows below it are of no interest.</param>
    public TopScores(int keep, int floor)
    {
        _keep = keep;
        _rows = ArrayPool<Scored>.Shared.Rent(FirstRoom);
        (Floor, CompleteFrom) = (floor, floor);
    }

    /// <summary>The least score that is of interest by now.</summary>
    public int Floor { get; private set; }

    /// <summary>All rows that scored this much or more are in it.</summary>
    public int CompleteFrom { get; private set; }

    /// <summary>Rows in it.</summary>
    public int Count { get; private set; }

    /// <summary>The rows, in no order.</summary>
    public Span<Scored> Rows => _rows.AsSpan(0, Count);

    /// <summary>Takes a row at or above the floor.</summary>
    public void Add(int score, uint row)
    {
        if (Count == _rows.Length)
        {
            MakeRoom();
        }

        if (score >= Floor)
        {
            _rows[Count++] = new Scored(score, row);
        }
    }

    /// <summary>Takes in another scan of other rows.</summary>
    public void Add(TopScores other)
    {
        foreach (var row in other.Rows)
        {
            Add(row.Score, row.Row);
        }

        CompleteFrom = Math.Max(CompleteFrom, other.CompleteFrom);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<Scored>.Shared.Return(_rows);

    private void MakeRoom()
    {
        if (Count >= 2 * _keep)
        {
            Cut();
            return;
        }

        var rows = ArrayPool<Scored>.Shared.Rent(2 * Count);
        Rows.CopyTo(rows);
        ArrayPool<Scored>.Shared.Return(_rows);
        _rows = rows;
    }

    // The kth best becomes the floor; those that equal it are kept only as far as there is room.
    private void Cut()
    {
        var rows = Rows;
        rows.Sort(static (a, b) => b.Score.CompareTo(a.Score));
        Floor = rows[_keep - 1].Score;
        CompleteFrom = Floor + 1;
        Count = _keep;
    }
}
