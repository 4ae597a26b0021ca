using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Pictures as a network sees them in training.</summary>
internal interface ITrainingPictures
{
    /// <summary>How many there are, before they are changed.</summary>
    int Count { get; }

    /// <summary>
    /// Picture <paramref name="index"/>, 8-bit BGR, changed as <paramref name="seed"/> has it: the same each time. The caller disposes it.
    /// </summary>
    Mat Picture(int index, int seed);
}
