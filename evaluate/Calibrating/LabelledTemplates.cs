using Analytics.Contracts;

namespace Analytics.Evaluate.Calibrating;

/// <summary>Templates of many people in one block of memory, those of one person side by side.</summary>
internal sealed class LabelledTemplates
{
    public LabelledTemplates(IReadOnlyList<IReadOnlyList<Template>> people)
    {
        Count = people.Sum(pictures => pictures.Count);
        People = people.Count;
        Length = people.SelectMany(pictures => pictures).FirstOrDefault()?.Length ?? 0;
        Vectors = new float[Count * Length];
        PersonOf = new int[Count];
        From = new int[People + 1];
        var next = 0;
        for (var person = 0; person < People; person++)
        {
            From[person] = next;
            foreach (var template in people[person])
            {
                template.Vector.CopyTo(Vectors.AsSpan(next * Length));
                PersonOf[next++] = person;
            }
        }

        From[People] = next;
    }

    /// <summary>Number of templates.</summary>
    public int Count { get; }

    /// <summary>Different people.</summary>
    public int People { get; }

    /// <summary>Components of a template.</summary>
    public int Length { get; }

    /// <summary><c>float[Count][Length]</c>.</summary>
    public float[] Vectors { get; }

    /// <summary>For each template its person.</summary>
    public int[] PersonOf { get; }

    /// <summary>For each person the first of his or her templates, and one number more: <see cref="Count"/>.</summary>
    public int[] From { get; }

    /// <summary>Pairs of templates of two people.</summary>
    public long CrossPairs => (Square(Count) - Enumerable.Range(0, People).Sum(person => Square(Pictures(person)))) / 2;

    /// <summary>Templates of a person.</summary>
    public int Pictures(int person) => From[person + 1] - From[person];

    /// <summary>One template.</summary>
    public ReadOnlySpan<float> this[int template] => Vectors.AsSpan(template * Length, Length);

    private static long Square(long value) => value * value;
}
