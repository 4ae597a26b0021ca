namespace Analytics.Match.Index.Embedded;

internal sealed partial class Journal
{
    /// <summary>Ends the last file, so that it can be compacted; an empty one is left open.</summary>
    /// <returns>Nothing to be done after it.</returns>
    public Pending? SealForCompaction()
    {
        if (_broken is null && Last.Rows > 0)
        {
            SealLast();
        }

        return null;
    }

    /// <summary>Makes the erasures of all files durable: what says that they are removed may then be forgotten.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    private void FlushErasures()
    {
        try
        {
            foreach (var file in _files.Where(file => file.HasLooseErasures))
            {
                file.Flush();
            }
        }
        catch (IOException exception)
        {
            _broken = $"Faces that were removed could not be overwritten ({exception.Message}). Check the disk and start again.";
            throw;
        }
    }

    /// <summary>Puts a compacted file in the place of those that it came from.</summary>
    /// <exception cref="IOException">The disk failed, now or before: what says that faces were removed must not be forgotten.</exception>
    public void Replace(Compacted compacted)
    {
        try
        {
            ThrowIfBroken();
            FlushErasures();
            _disk.Rename(Compaction.TemporaryName, compacted.File.Name);
            _disk.Flush();
        }
        catch (IOException)
        {
            compacted.Release();
            throw;
        }

        var first = _files.IndexOf(compacted.Sources[0]);
        _files.RemoveRange(first, compacted.Sources.Count);
        _files.Insert(first, compacted.File);
        Erase(Rows.Replace(compacted.Sources, compacted.Chunks, compacted.Moved).Select(Rows.PlaceOf));
        foreach (var source in compacted.Sources)
        {
            if (source.Range != compacted.File.Range)
            {
                _disk.Delete(source.Name);
            }

            source.Release();
        }

        _disk.Flush();
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            throw new IOException(_broken);
        }
    }
}
