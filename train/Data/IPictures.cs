namespace Analytics.Train.Data;

/// <summary>Pictures as they are kept: encoded, by number.</summary>
internal interface IPictures
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Whom each shows, by number from 0; none where that is not known.</summary>
    IReadOnlyList<int>? People { get; }

    /// <summary>What shows whether the pictures changed: paths, sizes and times.</summary>
    IEnumerable<string> Marks { get; }

    /// <summary>The name of a picture, for messages.</summary>
    string Name(int index);

    /// <summary>A picture, encoded as JPEG, PNG or the like.</summary>
    byte[] Read(int index);
}
